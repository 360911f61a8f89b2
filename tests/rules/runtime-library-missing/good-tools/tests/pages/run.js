const puppeteer = require("puppeteer");
puppeteer.launch();
