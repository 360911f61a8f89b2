export const jars = 3;
