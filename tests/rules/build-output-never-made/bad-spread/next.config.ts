import pkg from './package.json';
const rewrites = [];
export default { env: { version: pkg.version }, async rewrites() { return [...rewrites]; } };
