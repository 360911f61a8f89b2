const bcrypt = require("bcrypt");

async function start(user) {
  user.hash = await bcrypt.hash(process.env.ADMIN_PASSWORD, 10);
}
start({});
