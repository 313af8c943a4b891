const WHOLE_OUTSIDE = '0.0.0.0-255.255.255.255';

/** Whether a peer's name is that of pods, `shop/web[Deployment]`, and no address. */
export const isPodName = (name: string): boolean => name.endsWith(']');

/** `shop/web[Deployment]`, `outside`, `outside 10.0.0.0-10.255.255.255`. */
export const peerText = (name: string): string => {
  if (isPodName(name) || name === 'outside') return name;
  return name === WHOLE_OUTSIDE ? 'outside' : `outside ${name}`;
};
