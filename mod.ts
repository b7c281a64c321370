export { Link } from "./link/link.ts";
