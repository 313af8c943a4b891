import type { Outside } from './outside.ts';

/** Opens an address, or hands it to the clipboard where it cannot be opened. */
export const browseIt = async (outside: Outside, url: string): Promise<void> => {
  const opened = await outside.browse(url);
  if (!opened) outside.copy(url);
  outside.dispatch({ type: 'browsed', url, opened });
};
