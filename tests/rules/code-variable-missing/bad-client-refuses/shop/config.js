module.exports = { paymentKey: process.env.STRIPE_KEY };
