import puppeteer from "puppeteer-core";
const browser = await puppeteer.launch({ executablePath: process.env.PUPPETEER_EXECUTABLE_PATH });
console.log(await browser.version());
