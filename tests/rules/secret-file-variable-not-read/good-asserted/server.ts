import { readFileSync } from "node:fs";
const url = readFileSync(process.env.LEDGER_URL_FILE!, "utf8").trim();
console.log(url.length);
