const express = require("express");
const { sequelize } = require("./models");

sequelize.sync({ force: true }).then(() => express().listen(3000));
