import { work } from "./work/orders";

work();
