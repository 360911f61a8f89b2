const base = typeof window !== 'undefined' ? '' : process.env.NEXT_PUBLIC_API_URL;
export const ask = (path) => fetch(`${base}${path}`);
