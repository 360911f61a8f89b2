module.exports = { store: "mongodb://localhost:27017/shop" };
