import { price } from "@lib/prices";

console.log(price("tea"));
