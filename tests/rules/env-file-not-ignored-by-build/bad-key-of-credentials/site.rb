puts "site"
