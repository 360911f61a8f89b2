const mongoose = require("mongoose");
const settings = require("./settings");

mongoose.connect(settings.store);
