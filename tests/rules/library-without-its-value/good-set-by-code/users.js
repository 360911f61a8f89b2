const jwt = require("jsonwebtoken");

exports.login = (request, response) => {
  response.json({ token: jwt.sign({ name: request.body.name }, process.env.JWT_KEY, { expiresIn: "1h" }) });
};
