const app = require("express")();
app.get("/", (request, answer) => answer.send("here"));
app.listen(8000);
