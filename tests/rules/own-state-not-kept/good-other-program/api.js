const app = require("express")();
const pictures = require("./pictures");
app.post("/pictures", pictures.single("picture"), (request, answer) => answer.end());
app.listen(3000);
