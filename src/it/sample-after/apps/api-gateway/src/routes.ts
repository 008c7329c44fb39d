export interface Upstream {
  prefix: string;
  url: string;
}

const env = process.env;

export const upstreams: Upstream[] = [
  { prefix: "/auth", url: env.AUTH_SERVICE_URL ?? "http://auth-service:4101" },
  { prefix: "/products", url: env.PRODUCT_SERVICE_URL ?? "http://product-service:4102" },
  { prefix: "/orders", url: env.ORDER_SERVICE_URL ?? "http://order-service:4103" },
  { prefix: "/sellers", url: env.SELLER_SERVICE_URL ?? "http://seller-service:4104" },
  { prefix: "/admin", url: env.ADMIN_SERVICE_URL ?? "http://admin-service:4105" },
  { prefix: "/recommendations", url: env.RECOMMENDATION_SERVICE_URL ?? "http://recommendation-service:4107" },
];
