const app = require("express")();
app.get("/", (request, answer) => answer.send("jobs"));
app.listen(3500);
