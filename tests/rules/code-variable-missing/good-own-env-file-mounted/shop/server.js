require("dotenv").config();
const key = process.env.SHOP_KEY;
if (!key) {
  throw new Error("SHOP_KEY is missing");
}
