export const MOST = 20;
