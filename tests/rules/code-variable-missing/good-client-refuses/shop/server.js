const express = require("express");
const Stripe = require("stripe");
const { Resend } = require("resend");
const { createClient } = require("./store");

const payments = process.env.STRIPE_KEY ? new Stripe(process.env.STRIPE_KEY) : null;
let mail = null;
if (process.env.MAIL_KEY) {
  mail = new Resend(process.env.MAIL_KEY);
}
const store = createClient(process.env.STORE_URL);
const origins = (process.env.ALLOWED_ORIGINS || "").split(",");

const app = express();
app.get("/pay", (request, response) => response.json(new Stripe(process.env.OTHER_KEY)));
app.listen(3000);
