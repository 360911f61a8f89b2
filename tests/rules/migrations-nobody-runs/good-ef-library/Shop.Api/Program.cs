using Shop.Data;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContext<ShopContext>();
var app = builder.Build();
app.PrepareDatabase();
app.MapGet("/orders", (ShopContext db) => db.Orders.ToList());
app.Run();
