const express = require("express");
const passport = require("passport");
const Stripe = require("stripe");
const { OpenAI } = require("openai");
const { Strategy: GoogleStrategy } = require("passport-google-oauth20");
const config = require("./config");

const payments = new Stripe(config.paymentKey);
const writer = new OpenAI();
passport.use(new GoogleStrategy({ clientID: process.env.GOOGLE_CLIENT_ID, callbackURL: "/back" }, () => {}));
const origins = process.env.ALLOWED_ORIGINS.split(",");

const app = express();
app.get("/", (request, response) => response.json({ origins, payments, writer }));
app.listen(3000);
