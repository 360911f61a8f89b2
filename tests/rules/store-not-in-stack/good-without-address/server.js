import { Redis } from "ioredis";

const cache = new Redis();
console.log(await cache.get("berths"));
