console.log("invoices")
