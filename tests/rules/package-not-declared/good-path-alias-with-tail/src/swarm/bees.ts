export const bees = 3;
