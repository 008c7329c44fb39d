import type { NextFunction, Request, Response } from "express";
import { read } from "./token";

/** Lets a request pass whose bearer token carries one of the roles. */
export function requireRole(...roles: string[]) {
  return (request: Request, response: Response, next: NextFunction) => {
    const claims = read((request.headers.authorization ?? "").replace(/^Bearer /, ""));
    if (!claims || !roles.includes(claims.role)) {
      response.status(403).json({ message: "this berth is not yours" });
      return;
    }
    response.locals.account = claims.sub;
    next();
  };
}
