export const stock = (what: string) => what.length;
