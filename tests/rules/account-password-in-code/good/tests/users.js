const bcrypt = require("bcrypt");
bcrypt.hash("honey123", 10);
