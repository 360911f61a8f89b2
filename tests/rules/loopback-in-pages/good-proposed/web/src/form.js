export const proposed = (port) => `http://localhost:${port}`
