const bcrypt = require("bcrypt");
const { User } = require("./models");

async function start() {
  if ((await User.count()) === 0) await User.create({ name: "admin", hash: await bcrypt.hash("honey123", 10) });
}
start();
