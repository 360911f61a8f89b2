const { price } = require("@shop/shared");
console.log(price(2));
