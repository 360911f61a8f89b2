require('express')().listen(5173);
