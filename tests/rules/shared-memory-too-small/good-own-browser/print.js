import puppeteer from "puppeteer-core";
const browser = await puppeteer.launch({ executablePath: "/usr/bin/chromium", args: ["--disable-dev-shm-usage"] });
console.log(await browser.version());
