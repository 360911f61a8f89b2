namespace Shop.Data.Migrations;

partial class ShopContextModelSnapshot
{
}
