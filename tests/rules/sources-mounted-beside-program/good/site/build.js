require("fs").mkdirSync("dist");
