import pkg from "../package.json";

console.log(`${pkg.name} is up`);
