import { cart } from "./routes/cart";

console.log(cart());
