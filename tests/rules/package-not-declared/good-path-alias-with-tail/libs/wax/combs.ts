export const combs = 3;
