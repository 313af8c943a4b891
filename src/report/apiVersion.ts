/** Of every report for programs. */
export const API_VERSION = 'kubeharden/v1';
