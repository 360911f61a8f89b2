const cors = require("cors");
require('express')().use(cors()).listen(3000);
