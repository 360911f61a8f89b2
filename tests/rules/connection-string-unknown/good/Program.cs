var builder = WebApplication.CreateBuilder(args);
builder.Services.AddNpgsqlDataSource(builder.Configuration.GetConnectionString("OrdersDb")!);
var audit = builder.Configuration["ConnectionStrings:Audit"];
var app = builder.Build();
app.MapGet("/orders", () => Results.Ok(audit));
app.Run();
