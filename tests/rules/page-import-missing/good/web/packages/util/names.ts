export const cn = (x: unknown) => x;
