import { stock } from "./stock";

console.log(stock("tea"));
