export const lids = 3;
