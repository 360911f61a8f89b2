using Shop.Data;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContext<ShopContext>();
var app = builder.Build();
if (app.Environment.IsDevelopment())
{
    using var scope = app.Services.CreateScope();
    await scope.ServiceProvider.GetRequiredService<ShopContext>().Database.MigrateAsync();
}
app.MapGet("/orders", (ShopContext db) => db.Orders.ToList());
app.Run();
