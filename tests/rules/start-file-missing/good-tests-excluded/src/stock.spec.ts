import { stock } from "./stock";

console.assert(stock("tea") === 3);
