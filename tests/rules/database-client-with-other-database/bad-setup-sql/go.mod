module harbour.test/ledger

go 1.25
