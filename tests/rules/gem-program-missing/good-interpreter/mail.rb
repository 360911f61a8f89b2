require 'sinatra'
get('/') { 'mail' }
