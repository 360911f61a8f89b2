var builder = WebApplication.CreateBuilder(args);
var plant = builder.Configuration.GetConnectionString("Plant") ?? throw new InvalidOperationException("no database");
var key = builder.Configuration["Tokens:Key"] ?? throw new InvalidOperationException("no key");
var issuer = builder.Configuration["Tokens:Issuer"] ?? throw new InvalidOperationException("no issuer");
var title = builder.Configuration["Title"] ?? "Plant";
var app = builder.Build();
app.MapGet("/", () => title + plant + key + issuer);
app.Run();
