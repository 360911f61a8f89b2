var builder = WebApplication.CreateBuilder(args);
builder.Services.AddNpgsqlDataSource(builder.Configuration.GetConnectionString("OrdersDb")!);
var app = builder.Build();
app.MapGet("/orders", () => Results.Ok());
app.Run();
